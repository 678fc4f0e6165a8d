import type { Findings } from '../../model/content.ts';

/** Of a piece counts what is in it; what it is, and whether it can be read, the whole will show. */
export function ofPiece(findings: Findings): Findings {
  return { ...findings, types: [], disguised: false, status: 'scanned', unscanned: [], labels: [] };
}

/** Of a file, and of what it comes in: the form that brought its last piece, or the lines of its chunks. */
export function withFields(file: Findings | undefined, around: Findings): Findings | undefined {
  if (file === undefined) return undefined;
  const isTold = ({ detector, reached }: Findings['matches'][number]): boolean =>
    file.matches.some((match) => match.detector === detector && (match.reached || !reached));
  const others = around.matches.filter((match) => !isTold(match));
  const own = file.matches.filter(({ detector }) => !others.some((match) => match.detector === detector));
  const malware = around.malware?.verdict === 'infected' ? around.malware : file.malware;
  return { ...file, matches: [...own, ...others], malware };
}
