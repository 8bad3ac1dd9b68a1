/** What a new project depends on besides this package: the ranges of our package.json. */
export const DEPENDENCIES = {
  cdk8s: '^2.70.0',
  'cdk8s-plus-27': '^2.9.5',
  constructs: '^10.3.0',
} as const;

/** The tools of a new project: the ranges of our package.json. */
export const TOOLS = {
  '@jest/globals': '^30.5.2',
  '@types/node': '^20.19.43',
  'cdk8s-cli': '2.207.60',
  jest: '^30.5.2',
  typescript: '7.0.2',
} as const;
