import type { YamlValue } from './yaml-value';

/** What is no object of Kubernetes, and may still be an input of one: a values file, a patch that is a list, broken YAML. */
export interface OtherText {
  readonly file: string;
  /** Its first line, from 1. */
  readonly line: number;
  /** The value of YAML, or the text of what is not YAML. */
  readonly content: YamlValue;
}
