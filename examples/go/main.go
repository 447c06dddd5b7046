// One page, served on port 8080.
package main

import (
	"fmt"
	"log"
	"net/http"
)

func main() {
	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "Hello from Go!")
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
