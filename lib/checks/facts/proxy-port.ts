import { goDecimal } from '../../go/numbers';
import { DEFAULT_PROXY_PORT, PROXY_PORT_ANNOTATION } from '../../upstream/workload-identity';
import type { CalledWorkload } from './called-workloads';

const MOST = 65_535;

/** The port of the proxy; undefined when it cannot be one. */
export function proxyPortOf({ annotations }: Pick<CalledWorkload, 'annotations'>): number | undefined {
  const given = Object.hasOwn(annotations, PROXY_PORT_ANNOTATION) ? annotations[PROXY_PORT_ANNOTATION] : undefined;
  if (given === undefined) return DEFAULT_PROXY_PORT;
  const port = goDecimal(given, 32);
  return typeof port === 'number' && port >= 1 && port <= MOST ? port : undefined;
}

/** Who refuses pods with such a port: the webhook what is no number, the API server what is no port. */
export const refuserOfPort = (given: string): 'webhook' | 'API server' =>
  typeof goDecimal(given, 32) === 'number' ? 'API server' : 'webhook';
