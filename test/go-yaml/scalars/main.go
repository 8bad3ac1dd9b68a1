// Reads a stream of JSON, each item a YAML document and what it must be read as, and writes what the readers of Go make
// otherwise of them: a JSON list of places in the stream, readers and what they read.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"reflect"

	yaml2 "go.yaml.in/yaml/v2"
	yaml3 "gopkg.in/yaml.v3"
	kubectl "sigs.k8s.io/yaml"
)

type difference struct {
	Index  int    `json:"index"`
	Reader string `json:"reader"`
	Got    string `json:"got"`
}

var readers = []struct {
	name string
	read func(document []byte) (any, error)
}{
	{"sigs.k8s.io/yaml", func(document []byte) (value any, err error) {
		content, err := kubectl.YAMLToJSONStrict(document)
		if err == nil {
			err = json.Unmarshal(content, &value)
		}
		return value, err
	}},
	{"go.yaml.in/yaml/v2", func(document []byte) (value any, err error) {
		err = yaml2.UnmarshalStrict(document, &value)
		return withTextKeys(value), err
	}},
	{"gopkg.in/yaml.v3", func(document []byte) (value any, err error) {
		err = yaml3.Unmarshal(document, &value)
		return withTextKeys(value), err
	}},
}

// JSON has no other keys than text: others become text that names their type.
func withTextKeys(value any) any {
	switch value := value.(type) {
	case map[any]any:
		texts := make(map[string]any, len(value))
		for key, item := range value {
			text, ok := key.(string)
			if !ok {
				text = fmt.Sprintf("%T %v", key, key)
			}
			texts[text] = withTextKeys(item)
		}
		return texts
	case map[string]any:
		for key, item := range value {
			value[key] = withTextKeys(item)
		}
	case []any:
		for i, item := range value {
			value[i] = withTextKeys(item)
		}
	}
	return value
}

func main() {
	differences := []difference{}
	stream := json.NewDecoder(os.Stdin)
	for i := 0; ; i++ {
		var pair [2]any
		if err := stream.Decode(&pair); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			log.Fatal(err)
		}
		for _, reader := range readers {
			got, err := reader.read([]byte(pair[0].(string)))
			if err != nil {
				differences = append(differences, difference{i, reader.name, err.Error()})
			} else if !reflect.DeepEqual(got, pair[1]) {
				differences = append(differences, difference{i, reader.name, fmt.Sprintf("%#v", got)})
			}
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(differences); err != nil {
		log.Fatal(err)
	}
}
