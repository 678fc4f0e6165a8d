import type { AnyNode } from 'acorn';

/**
 * Where the expressions and statements below a node are, for every node type that needs no care of its own (ESTree names).
 * Labels, names of properties and metaproperties are not listed: they are no references.
 */
export const CHILDREN: { readonly [Type in AnyNode['type']]?: readonly string[] } = {
  ArrayExpression: ['elements'],
  AwaitExpression: ['argument'],
  BinaryExpression: ['left', 'right'],
  BreakStatement: [],
  ClassBody: ['body'],
  ConditionalExpression: ['test', 'consequent', 'alternate'],
  ContinueStatement: [],
  DebuggerStatement: [],
  DoWhileStatement: ['body', 'test'],
  EmptyStatement: [],
  ExportDefaultDeclaration: ['declaration'],
  IfStatement: ['test', 'consequent', 'alternate'],
  LabeledStatement: ['body'],
  Literal: [],
  LogicalExpression: ['left', 'right'],
  MetaProperty: [],
  ObjectExpression: ['properties'],
  PrivateIdentifier: [],
  ReturnStatement: ['argument'],
  SpreadElement: ['argument'],
  Super: [],
  SwitchCase: ['test', 'consequent'],
  TemplateElement: [],
  TemplateLiteral: ['expressions'],
  ThisExpression: [],
  ThrowStatement: ['argument'],
  TryStatement: ['block', 'handler', 'finalizer'],
  WhileStatement: ['test', 'body'],
  YieldExpression: ['argument'],
};
