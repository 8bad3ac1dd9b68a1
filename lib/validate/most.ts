/** The largest of some numbers; 0 when there are none. Math.max fails for some 100,000 arguments. */
export function most(numbers: Iterable<number>): number {
  let largest = 0;
  for (const number of numbers) if (number > largest) largest = number;
  return largest;
}
