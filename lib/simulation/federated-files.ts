import { isMap } from '../manifests/manifest';
import { NotAFileError, readFile } from '../manifests/read-file';
import { MOST_BYTES, readText } from '../manifests/read-text';
import { YamlError } from '../manifests/yaml-error';
import type { YamlValue } from '../manifests/yaml-value';
import { AUDIENCE } from '../upstream/workload-identity';
import { show } from '../validate/format';
import { reasonOf } from '../validate/system-error';
import type { KnownCredential } from './known-credentials';

const ALLOWED =
  'the output of `az identity federated-credential list`, or of `aad-pod-identity azure federate --as json`';

/** The id of a credential, with that of its identity in front. */
const OF_IDENTITY =
  /^(\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.managedidentity\/userassignedidentities\/[^/]+)\/federatedidentitycredentials\/([^/]+)$/i;

/** The credentials in files that the user names; adds what is wrong, a line for each. */
export function credentialsInFiles(files: readonly string[], problems: string[]): KnownCredential[] {
  return files.flatMap((file) => {
    const content = jsonIn(file, problems);
    return content === undefined ? [] : credentialsIn(file, content, problems);
  });
}

function jsonIn(file: string, problems: string[]): YamlValue | undefined {
  try {
    return JSON.parse(readText(file, readFile(file, MOST_BYTES))) as YamlValue;
  } catch (error) {
    if (error instanceof SyntaxError) problems.push(`${file}: not JSON; allowed: ${ALLOWED}`);
    else if (error instanceof YamlError) problems.push(error.message);
    else if ((error as NodeJS.ErrnoException).code || error instanceof NotAFileError) {
      problems.push(`${file}: ${reasonOf(error)}`);
    } else throw error;
    return undefined;
  }
}

function credentialsIn(file: string, content: YamlValue, problems: string[]): KnownCredential[] {
  // The REST API wraps the list.
  const list = isMap(content) && Array.isArray(content.value) ? content.value : content;
  if (!Array.isArray(list)) {
    problems.push(`${file}: not a list; allowed: ${ALLOWED}`);
    return [];
  }
  return list.flatMap((item, i) => {
    const place = `${file}[${i}]`;
    const credential = credentialOf(item, place);
    if (typeof credential !== 'string') return [credential];
    problems.push(`${place}: ${credential}; allowed: ${ALLOWED}`);
    return [];
  });
}

/** A credential, or what is wrong with it. */
function credentialOf(item: YamlValue, place: string): KnownCredential | string {
  if (!isMap(item)) return 'not a map';
  const { issuer, subject, audiences = [AUDIENCE] } = isMap(item.properties) ? item.properties : item;
  for (const [name, value] of Object.entries({ issuer, subject })) {
    if (typeof value !== 'string' || value === '') return `${name}: got ${show(value)}`;
  }
  if (!Array.isArray(audiences)) return `audiences: got ${show(audiences)}`;
  const [, ofIdentity, named] = OF_IDENTITY.exec(String(item.id)) ?? [];
  const identity = item.identity ?? ofIdentity;
  if (typeof identity !== 'string' || identity === '') return `id: got ${show(item.id)}`;
  return {
    identity,
    issuer: issuer as string,
    subject: subject as string,
    audiences: audiences.map(String),
    name: typeof item.name === 'string' ? item.name : (named ?? ''),
    place,
  };
}
