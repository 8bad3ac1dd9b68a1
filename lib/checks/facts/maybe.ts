/** True, false, or undefined when the manifests do not tell. */
export type Maybe = boolean | undefined;

export const not = (value: Maybe): Maybe => (value === undefined ? undefined : !value);
export const all = (values: readonly Maybe[]): Maybe =>
  values.includes(false) ? false : values.includes(undefined) ? undefined : true;
export const any = (values: readonly Maybe[]): Maybe =>
  values.includes(true) ? true : values.includes(undefined) ? undefined : false;

/** Looks up a label: its value, undefined when it is absent, `UNKNOWN` when the manifests do not tell. */
export type LabelOf = (key: string) => string | undefined | typeof UNKNOWN;
export const UNKNOWN = Symbol('unknown');
