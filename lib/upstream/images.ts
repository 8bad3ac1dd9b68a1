import type { Program } from './flag';

/** Repository of upstream's images since 1.6.3; earlier ones are in `mcr.microsoft.com/k8s/aad-pod-identity`. */
export const REPOSITORY = 'mcr.microsoft.com/oss/azure/aad-pod-identity';

/** The last release; the repository is archived. */
export const LAST_VERSION = '1.8.17';

/** The name of upstream's chart. */
export const CHART_NAME = 'aad-pod-identity';

/** The chart of that release. */
export const CHART_VERSION = '4.1.18';

/** One of upstream's images at the last release. */
export function upstreamImage(name: Program | 'demo'): string {
  return `${REPOSITORY}/${name}:v${LAST_VERSION}`;
}

const IMAGE = /(?:^|\/)(mic|nmi)(?:[:@].*)?$/;

/** The program that an image is named after; undefined for other images. */
export function programOfImage(image: string): Program | undefined {
  return IMAGE.exec(image)?.[1] as Program | undefined;
}
