import type { GatewayConfig } from '../../config/gateway-config.ts';
import { DetectorFault } from '../../inspect/detectors/detector.ts';
import { WordListFault } from '../../inspect/lists/word-list-fault.ts';
import { createHashList, HashListFault } from '../../inspect/malware/hash-list.ts';
import { contentConditions } from '../../policy/content-conditions.ts';
import type { PolicyDocument } from '../../policy/policy-document.ts';
import { detectorSetOf } from './detector-sets.ts';

/** What is wrong with what policies ask of files: lists, or with detectors of policies (an expression that is none, a list nobody named), in words; undefined when nothing is. */
export function contentFault(
  policies: readonly PolicyDocument[],
  { inspection, protection }: Pick<GatewayConfig, 'inspection' | 'protection'>,
): string | undefined {
  const keyless = policies.find(({ protect }) => protect?.key === 'organisation');
  if (keyless && protection?.passphrase === undefined)
    return `${keyless.id}: there is no protection.passphraseFile to protect files with`;
  const checks: [string, () => void][] = [
    ...(inspection?.hashLists ?? []).map((text): [string, () => void] => [
      'a list of hashes',
      () => createHashList(text),
    ]),
    ...policies.map(({ id, when }): [string, () => void] => [
      id,
      () =>
        detectorSetOf(
          contentConditions(when).flatMap(({ detectors }) => detectors ?? []),
          inspection?.lists ?? {},
        ),
    ]),
  ];
  for (const [what, check] of checks) {
    try {
      check();
    } catch (error) {
      if (error instanceof DetectorFault || error instanceof WordListFault || error instanceof HashListFault)
        return `${what}: ${error.message}`;
      throw error;
    }
  }
  return undefined;
}
