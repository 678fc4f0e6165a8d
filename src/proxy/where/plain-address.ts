/** v4-mapped v6 as v4, so that one rule and one look-up find a client however it connected. Empty where there is no address. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}
