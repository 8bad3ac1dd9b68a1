import { GUID } from './azure-values';

/** Values of MIC's credentials, besides GUIDs and names. */
const WORDS = ['msi', 'true', 'false', 'vmss', 'standard', 'AzureCloud', 'AzurePublicCloud'];

/**
 * The text of which this is the base64 form: undefined unless that is certain, because most short names can be read as
 * base64 too. No id or name in Azure ends with "=".
 */
export function decodedText(text: string): string | undefined {
  if (text.length < 4) return undefined;
  const decoded = Buffer.from(text, 'base64').toString('latin1');
  if (Buffer.from(decoded, 'latin1').toString('base64') !== text || !/^[ -~]+$/.test(decoded)) return undefined;
  return text.endsWith('=') || GUID.accepts(decoded) || WORDS.includes(decoded) ? decoded : undefined;
}
