/** `error`: it cannot work. `warning`: it works by accident, is unsafe, or is probably not meant. `info`: a note. */
export type Severity = 'error' | 'warning' | 'info';
