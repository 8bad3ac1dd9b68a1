// Reads a JSON list of Terraform files, and writes what HashiCorp's parser makes of each: its blocks with their attributes,
// and what it complains about.
package main

import (
	"encoding/json"
	"log"
	"os"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

type file struct {
	Blocks     []block  `json:"blocks"`
	Complaints []string `json:"complaints"`
}

// block has the values of its attributes; of those that refer to something else, the references.
type block struct {
	Type       string                     `json:"type"`
	Labels     []string                   `json:"labels"`
	Attributes map[string]json.RawMessage `json:"attributes"`
	References map[string][]string        `json:"references"`
}

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		log.Fatal(err)
	}
	files := make([]file, len(texts))
	for i, text := range texts {
		files[i] = read(text)
	}
	if err := json.NewEncoder(os.Stdout).Encode(files); err != nil {
		log.Fatal(err)
	}
}

func read(text string) file {
	parsed, diagnostics := hclsyntax.ParseConfig([]byte(text), "federate.tf", hcl.InitialPos)
	found := file{Blocks: []block{}, Complaints: []string{}}
	for _, one := range diagnostics {
		found.Complaints = append(found.Complaints, one.Error())
	}
	body := parsed.Body.(*hclsyntax.Body)
	for name := range body.Attributes {
		found.Complaints = append(found.Complaints, "attribute outside of a block: "+name)
	}
	for _, one := range body.Blocks {
		found.Blocks = append(found.Blocks, blockOf(one))
	}
	return found
}

func blockOf(one *hclsyntax.Block) block {
	made := block{one.Type, one.Labels, map[string]json.RawMessage{}, map[string][]string{}}
	for name, attribute := range one.Body.Attributes {
		for _, traversal := range attribute.Expr.Variables() {
			made.References[name] = append(made.References[name], dotted(traversal))
		}
		value, diagnostics := attribute.Expr.Value(nil)
		if diagnostics.HasErrors() || !value.IsWhollyKnown() {
			continue
		}
		if encoded, err := ctyjson.Marshal(value, value.Type()); err == nil && value.Type() != cty.DynamicPseudoType {
			made.Attributes[name] = encoded
		}
	}
	return made
}

func dotted(traversal hcl.Traversal) string {
	text := traversal.RootName()
	for _, step := range traversal[1:] {
		if attribute, ok := step.(hcl.TraverseAttr); ok {
			text += "." + attribute.Name
		}
	}
	return text
}
