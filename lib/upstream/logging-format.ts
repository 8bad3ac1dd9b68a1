/** Format of the log of MIC and NMI. */
export enum LoggingFormat {
  TEXT = 'text',
  JSON = 'json',
}
