/** A value of YAML, as JSON has it. */
export type YamlValue = string | number | boolean | null | YamlValue[] | { [key: string]: YamlValue };
