/** How much more the searching suites do than in `npm test`: CONTRIBUTING.md, Attacks. */
export const ATTACK = Number(process.env.ATTACK ?? 1);

/** Runs of a property: a tenth in `npm test`, and all from ATTACK=10 on. */
export const runs = (all: number): number => Math.min(all, Math.ceil((all * ATTACK) / 10));

/** Every third item in `npm test`, and all of them from ATTACK=10 on. */
export const part = <T>(all: readonly T[]): readonly T[] => (ATTACK >= 10 ? all : all.filter((_, i) => i % 3 === 0));
