import { MAX_LABEL, MAX_NAME, type SuffixFault, type SuffixName } from './suffix-name.ts';

/** A suffix host with a fault. */
export interface FaultyName {
  readonly fault: SuffixFault;
  readonly suffix: string;
  readonly name: SuffixName;
}

const wholeOf = ({ name }: FaultyName): string => name.lead + name.body + name.tail;

/** The fault as administrators read it. Apart from the rule, which pages carry along. */
const SENTENCES: Readonly<Record<SuffixFault, (faulty: FaultyName) => string>> = {
  below: ({ suffix }) => `it lies under the suffix ${suffix} itself`,
  empty: () => 'one of its labels is empty',
  ip6: () => 'under the suffix it would read as an IPv6 address',
  hyphen: () => 'one of its labels begins or ends with a hyphen, which one label cannot tell from a dot',
  name: (faulty) =>
    `its suffix host is ${wholeOf(faulty).length} characters long, and a DNS name has at most ${MAX_NAME}`,
  label: (faulty) => {
    const long = wholeOf(faulty)
      .split('.')
      .find((label) => label.length > MAX_LABEL);
    return `its label ${long} is ${long?.length} characters long, and a DNS label has at most ${MAX_LABEL}`;
  },
  reserved: (faulty) => `${wholeOf(faulty)} is the gateway's own host`,
};

export function suffixFaultText(faulty: FaultyName): string {
  return SENTENCES[faulty.fault](faulty);
}
