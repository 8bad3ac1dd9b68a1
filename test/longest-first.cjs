// Jest starts the suites that took longest first, if it knows. In a fresh clone it takes those with the most text instead, so
// that a short suite that searches for minutes would come last, and alone.
const { readFileSync } = require('node:fs');
const { default: Sequencer } = require('@jest/test-sequencer');

/** What a suite uses that takes time: searches, then processes. */
const LONG = [/support\/size/, /support\/(?:own-values|pages|projects|scratch|stand-ins)/];

const rankOf = ({ path }) => {
  const text = readFileSync(path, 'utf8');
  const rank = LONG.findIndex((use) => use.test(text));
  return rank < 0 ? LONG.length : rank;
};

module.exports = class LongestFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    if (sorted.every(({ duration }) => duration !== undefined)) return sorted;
    return sorted
      .map((test) => ({ test, rank: rankOf(test) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ test }) => test);
  }
};
