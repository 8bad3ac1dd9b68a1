import type { Format } from './format';

/** References to images, by tag or by digest. */
export const IMAGE: Format = {
  allowed: 'an image reference such as "registry/repository:tag" or "registry/repository@sha256:…"',
  accepts: (text) => /^[a-z0-9]([\w./:@-]*\w)?$/i.test(text),
};
