// Tells the higher of the tides that it is called with.
package main

import (
	"fmt"
	"os"
	"strconv"
)

func main() {
	if len(os.Args) == 1 {
		fmt.Println("no tide, no boat")
		return
	}
	highest := 0
	for _, argument := range os.Args[1:] {
		tide, err := strconv.Atoi(argument)
		if err != nil {
			fmt.Printf("%q is no tide\n", argument)
			continue
		}
		highest = max(highest, tide)
	}
	fmt.Printf("the highest tide is %d cm\n", highest)
}
