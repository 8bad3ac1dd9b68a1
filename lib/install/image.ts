/** Where upstream publishes its images, and the last version of them. */
const REPOSITORY = 'mcr.microsoft.com/oss/azure/aad-pod-identity';
const VERSION = 'v1.8.17';

/** One of upstream's images: `mic`, `nmi` or `demo`. */
export function upstreamImage(name: string): string {
  return `${REPOSITORY}/${name}:${VERSION}`;
}
