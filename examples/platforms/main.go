// One page, served on port 8080; with any argument, what the program was compiled for.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"runtime"
)

func main() {
	if len(os.Args) > 1 {
		fmt.Println("compiled for", runtime.GOOS, runtime.GOARCH)
		return
	}
	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "Hello from Go!")
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
