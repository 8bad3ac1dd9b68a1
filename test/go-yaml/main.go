// Reads a JSON list of YAML documents, and writes what the reader of kubectl makes of each: its JSON, or null.
package main

import (
	"encoding/json"
	"log"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	var documents []string
	if err := json.NewDecoder(os.Stdin).Decode(&documents); err != nil {
		log.Fatal(err)
	}
	read := make([]json.RawMessage, len(documents))
	for i, document := range documents {
		content, err := yaml.YAMLToJSONStrict([]byte(document))
		if err != nil {
			content = []byte("null")
		}
		read[i] = content
	}
	if err := json.NewEncoder(os.Stdout).Encode(read); err != nil {
		log.Fatal(err)
	}
}
