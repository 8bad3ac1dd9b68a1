/** Log format of MIC and NMI. */
export enum LoggingFormat {
  /** Lines of klog. */
  TEXT = 'text',
  /** An object per line. */
  JSON = 'json',
}
