import { directivesOf } from './inline-policy.ts';

/** Whether some policy of a field or meta element keeps text from being run as code, or reports that (CSP3 section 4.5.1). */
export function watchesEval(value: string): boolean {
  return value.split(',').some((policy) => {
    const directives = directivesOf(policy);
    const sources = directives.get('script-src') ?? directives.get('default-src');
    return sources !== undefined && !sources.some((source) => source.toLowerCase() === "'unsafe-eval'");
  });
}
