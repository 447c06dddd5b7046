import netifaces

for address in netifaces.ifaddresses("lo")[netifaces.AF_INET]:
    print("lo", address["addr"])
