// Reads a JSON list, and writes what Kubernetes' own readers make of each item.
//
// Without an argument the items are YAML documents: their JSON, or null when the reader refuses them.
// With "files" they are files in base64: what `kubectl -f FILE` does with them (Visit of the StreamVisitor in
// k8s.io/cli-runtime/pkg/resource), their documents and why it stops.
package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"os"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	apiyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// file is what kubectl makes of one.
type file struct {
	Documents []json.RawMessage `json:"documents"`
	Refusal   string            `json:"refusal,omitempty"`
}

func main() {
	var answer any
	if len(os.Args) > 1 && os.Args[1] == "files" {
		answer = each(kubectl)
	} else {
		answer = each(strict)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		log.Fatal(err)
	}
}

func each[In, Out any](read func(In) Out) []Out {
	var items []In
	if err := json.NewDecoder(os.Stdin).Decode(&items); err != nil {
		log.Fatal(err)
	}
	answers := make([]Out, len(items))
	for i, item := range items {
		answers[i] = read(item)
	}
	return answers
}

func strict(document string) json.RawMessage {
	content, err := yaml.YAMLToJSONStrict([]byte(document))
	if err != nil {
		return json.RawMessage("null")
	}
	return content
}

func kubectl(content []byte) file {
	reader := transform.NewReader(bytes.NewReader(content), unicode.BOMOverride(unicode.UTF8.NewDecoder()))
	decoder := apiyaml.NewYAMLOrJSONDecoder(reader, 4096)
	read := file{Documents: []json.RawMessage{}}
	for {
		var document json.RawMessage
		if err := decoder.Decode(&document); err == io.EOF {
			return read
		} else if err != nil {
			read.Refusal = err.Error()
			return read
		}
		document = bytes.TrimSpace(document)
		if len(document) > 0 && !bytes.Equal(document, []byte("null")) {
			read.Documents = append(read.Documents, document)
		}
	}
}
