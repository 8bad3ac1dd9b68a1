import { isProxyInitImage, PROXY_CONTAINER, PROXY_INIT_CONTAINER } from '../../upstream/webhook-pod';
import { type Container, commandsOf, variablesOf } from './containers';

/** The init containers whose requests reach NMI: those after the redirect of Workload Identity, and the proxy, do not. */
export function inFrontOfProxy(containers: readonly Container[]): readonly Container[] {
  const inits = containers.filter(({ isInit, value }) => isInit && value.name !== PROXY_CONTAINER);
  const redirect = inits.findIndex(
    ({ value }) => value.name === PROXY_INIT_CONTAINER || isProxyInitImage(String(value.image)),
  );
  return redirect < 0 ? inits : inits.slice(0, redirect);
}

const linesOf = (container: Container) => commandsOf(container).map(({ words }) => words.join(' '));

/** Whether the commands of a container request a token of the metadata service. */
export const runsTokenRequest = (container: Container): boolean =>
  linesOf(container).some((line) => /169\.254\.169\.254|\baz login\b.*--identity/.test(line));

/** The same, or a client id among its variables. */
export const asksMetadata = (container: Container): boolean =>
  variablesOf(container).some(({ name }) => name === 'AZURE_CLIENT_ID') || runsTokenRequest(container);

/** Whether it asks again: by a loop of a shell, or an option of curl. */
export const asksAgain = (container: Container): boolean =>
  linesOf(container).some((line) => /\b(?:until|while)\b|--retry\b/.test(line));
