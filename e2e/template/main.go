// Renders a template as consul-template or confd would, with the values of keys from a file of JSON.
//
//	template consul-template|confd VALUES TEMPLATE
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"text/template"
)

func read(file string) []byte {
	bytes, err := os.ReadFile(file)
	if err != nil {
		fail(err)
	}
	return bytes
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func parse(text string) (interface{}, error) {
	var value interface{}
	err := json.Unmarshal([]byte(text), &value)
	return value, err
}

func main() {
	values := map[string]string{}
	if err := json.Unmarshal(read(os.Args[2]), &values); err != nil {
		fail(err)
	}
	functions := map[string]template.FuncMap{
		"consul-template": {
			"keyOrDefault": func(key, other string) (string, error) {
				if value, found := values[key]; found {
					return value, nil
				}
				return other, nil
			},
			"parseJSON": parse,
		},
		"confd": {
			"getv": func(key string, other ...string) (string, error) {
				if value, found := values[key]; found {
					return value, nil
				}
				if len(other) == 0 {
					return "", fmt.Errorf("no key %s", key)
				}
				return other[0], nil
			},
			"json": func(text string) (map[string]interface{}, error) {
				value := map[string]interface{}{}
				err := json.Unmarshal([]byte(text), &value)
				return value, err
			},
		},
	}[os.Args[1]]
	made, err := template.New("it").Funcs(functions).Parse(string(read(os.Args[3])))
	if err != nil {
		fail(err)
	}
	if err := made.Execute(os.Stdout, nil); err != nil {
		fail(err)
	}
}
