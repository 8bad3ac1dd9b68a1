/** A value of YAML or JSON. */
export type YamlValue = string | number | boolean | null | YamlValue[] | { [key: string]: YamlValue };

/** Sets a key of a map, `__proto__` too. */
export function setKey<T>(map: { [key: string]: T }, key: string, value: T): void {
  if (key !== '__proto__') map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}
