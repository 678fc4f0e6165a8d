import type { Facts } from '../../model/decision.ts';
import { CONDITIONS } from '../../policy/conditions/conditions.ts';
import type { Explanation, PolicyExplanation, RoutingExplanation } from '../../policy/explain.ts';
import type { Explained } from '../../policy/tree.ts';

const VERDICTS: Readonly<Record<PolicyExplanation['verdict'], string>> = {
  matched: 'matched',
  'conditions-failed': 'did not match: its conditions do not hold',
  'other-activity': 'not asked: it is about other activities',
  disabled: 'not asked: disabled',
};

const ROUTING_VERDICTS: Readonly<Record<RoutingExplanation['verdict'], string>> = {
  matched: 'matched',
  unknown: 'may match: a fact is not known, and the stricter way counts',
  'conditions-failed': 'did not match: its conditions do not hold',
  disabled: 'not asked: disabled',
};

/** Control characters could rewrite the terminal: facts come from clients. */
function safe(text: string): string {
  return text.replace(/[\0-\x1f\x7f-\x9f]/g, '.');
}

/** An explanation for people: the decision, then each policy with its conditions and what each was answered from. */
export function explanationText({ decision, routing, policies }: Explanation, facts: Facts): string {
  const lines = [`decision: ${decision.action} (${facts.activity} in ${safe(facts.appId)})`];
  const { rule, name, id } = facts.object ?? {};
  if (rule !== undefined) lines.push(`  recognised by the rule ${safe(rule)}: ${safe(name ?? id ?? 'without a name')}`);
  if (decision.message) lines.push(...decision.message.plain.split('\n').map((line) => `  | ${line}`));
  if (decision.route) {
    const settled = decision.route.policies.map(({ policyId }) => policyId).join(', ') || 'what is meant otherwise';
    lines.push(`route: ${decision.route.outcome}, by ${settled}`);
  }
  for (const { policyId, policyName, outcome, verdict, tree } of routing) {
    lines.push('', `${policyId} (${policyName}) routes ${outcome}`, `  ${ROUTING_VERDICTS[verdict]}`);
    if (tree) lines.push(...treeLines(tree, '  '));
  }
  for (const { policyId, policyName, verdict, action, reasons, tree } of policies) {
    lines.push('', `${policyId} (${policyName})`, `  ${VERDICTS[verdict]}${action ? `, ${action}` : ''}`);
    if (reasons.length > 0) lines.push(`  because: ${reasons.join(', ')}`);
    if (tree) lines.push(...treeLines(tree, '  '));
  }
  return `${lines.join('\n')}\n`;
}

const MARKS = { true: '+', false: '-', unknown: '?' } as const;

function treeLines(part: Explained, indent: string): string[] {
  const head = `${indent}${MARKS[part.truth]} `;
  if (part.kind !== 'test')
    return [`${head}${part.kind}`, ...part.parts.flatMap((each) => treeLines(each, `${indent}  `))];
  const { name, values, fact, onUnknown } = part;
  const unknown = name === undefined ? '' : CONDITIONS[name].unknown;
  const known = fact === undefined ? `unknown (${unknown})` : safe(fact);
  const settled = onUnknown === undefined ? '' : `, and unknown ${onUnknown}`;
  return [`${head}${name}: ${JSON.stringify(values)} — the fact is ${known}${settled}`];
}
