import type { DetectorSpec } from '../../src/inspect/detectors/detector.ts';

/** A detector, and the expression by which a search over lines would look for the same. It checks no digits and no neighbours. */
interface Sought {
  readonly spec: DetectorSpec;
  readonly expression: string;
}

/** Ten that a policy on sensitive data would name together. */
export const SOUGHT: readonly Sought[] = [
  { spec: { id: 'card', kind: 'payment-card' }, expression: '[0-9]([ -]?[0-9]){12,18}' },
  { spec: { id: 'iban', kind: 'iban' }, expression: '[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{4}){3,7}' },
  { spec: { id: 'mail', kind: 'email-address' }, expression: '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}' },
  { spec: { id: 'phone', kind: 'phone-number' }, expression: '\\+[0-9][0-9 ()-]{7,}' },
  { spec: { id: 'secrets', kind: 'secrets' }, expression: 'AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}' },
  { spec: { id: 'ssn', kind: 'us-ssn' }, expression: '[0-9]{3}-[0-9]{2}-[0-9]{4}' },
  { spec: { id: 'passwords', kind: 'passwords' }, expression: '[Pp]ass(word|wd)? *[:=]' },
  {
    spec: { id: 'birth', kind: 'birth-date' },
    expression: '[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}[./][0-9]{2}[./][0-9]{4}',
  },
  {
    spec: { id: 'words', kind: 'keywords', words: ['confidential', 'internal only', 'project falcon'] },
    expression: 'confidential|internal only|project falcon',
  },
  { spec: { id: 'staff', kind: 'expression', pattern: 'EMP-[0-9]{6}' }, expression: 'EMP-[0-9]{6}' },
];
