// Greets; with any argument, says what it was compiled for.
package main

import (
	"fmt"
	"os"
	"runtime"
)

func main() {
	if len(os.Args) > 1 {
		fmt.Println("compiled for", runtime.GOOS, runtime.GOARCH)
		return
	}
	fmt.Println("Hello from Go!")
}
