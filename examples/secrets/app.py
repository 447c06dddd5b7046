with open("forecast.txt") as forecast:
    print(f"The weather for tomorrow: {forecast.read().strip()}.")
