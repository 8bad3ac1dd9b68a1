/** The largest of some numbers; 0 when there is none. A loop, because a call takes some 100,000 arguments only. */
export function most(numbers: Iterable<number>): number {
  let largest = 0;
  for (const number of numbers) if (number > largest) largest = number;
  return largest;
}
