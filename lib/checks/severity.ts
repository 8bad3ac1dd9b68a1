/** How bad a finding is. */
export enum Severity {
  /** It cannot work. */
  ERROR = 'error',
  /** It works by accident, is unsafe, or is probably not intended. */
  WARNING = 'warning',
  /** A note. */
  INFO = 'info',
}
