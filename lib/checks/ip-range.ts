/** Whether a range such as `169.254.0.0/16` or a plain IPv4 address contains an address. */
export function contains(range: string, address: string): boolean {
  const [base = '', bits = '32'] = range.trim().split('/');
  const [from, to] = [numberOf(base), numberOf(address)];
  const length = Number(bits);
  if (from === undefined || to === undefined || !(length >= 0 && length <= 32)) return false;
  const size = 2 ** (32 - length);
  return Math.floor(from / size) === Math.floor(to / size);
}

function numberOf(address: string): number | undefined {
  const parts = address.split('.').map(Number);
  const isAddress = parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return isAddress ? parts.reduce((sum, part) => sum * 256 + part) : undefined;
}
