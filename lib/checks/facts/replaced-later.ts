/** Variables of tools that replace them before the API server or Helm sees the text. */
const PLACEHOLDER = /\$[({A-Za-z_]|\{\{|<[^>]*>|#\{|__\w+__/;

/** Whether a text has a placeholder, so that its value is not known. */
export const isReplacedLater = (text: string): boolean => PLACEHOLDER.test(text);
