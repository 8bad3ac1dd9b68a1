import type { Format } from '../validate/format';

/** Where upstream publishes its images, and the last version of them. */
const REPOSITORY = 'mcr.microsoft.com/oss/azure/aad-pod-identity';
const VERSION = 'v1.8.17';

/** One of upstream's images: `mic`, `nmi` or `demo`. */
export function upstreamImage(name: string): string {
  return `${REPOSITORY}/${name}:${VERSION}`;
}

/** References to images, by tag or by digest. */
export const IMAGE: Format = {
  allowed: 'an image such as "registry/repository:tag" or "registry/repository@sha256:…"',
  accepts: (text) => /^[a-z0-9]([\w./:@-]*\w)?$/i.test(text),
};
