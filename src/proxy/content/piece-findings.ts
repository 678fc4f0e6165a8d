import type { Findings } from '../../model/content.ts';

/** Of a piece counts what is in it; what it is, and whether it can be read, the whole will show. */
export function ofPiece(findings: Findings): Findings {
  return { ...findings, types: [], disguised: false, status: 'scanned', unscanned: [], labels: [] };
}

/** Of a file, and of what the form that brought its last piece holds beside. */
export function withFields(file: Findings | undefined, form: Findings): Findings | undefined {
  if (file === undefined) return undefined;
  const others = form.matches.filter(({ detector }) => !file.matches.some((match) => match.detector === detector));
  const malware = form.malware?.verdict === 'infected' ? form.malware : file.malware;
  return { ...file, matches: [...file.matches, ...others], malware };
}
