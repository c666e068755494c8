import { compileActions } from './action-pattern.ts';
import { compileCondition } from './condition.ts';
import { type PolicyDocument, type PolicyStatement, parsePolicy } from './document.ts';
import { compileNotPrincipal, compilePrincipal, type PrincipalMatch } from './principal-pattern.ts';
import type { RequestContext } from './request-context.ts';
import { compileResource } from './resource-pattern.ts';

/** A statement ready to be asked. */
export interface CompiledStatement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  /** Absent in policies of identities, which are about the identity they are attached to. */
  readonly principal: ((context: RequestContext) => PrincipalMatch) | undefined;
  /** Whether action, resource and conditions are those of the request. */
  readonly matches: (context: RequestContext) => boolean;
}

/** A policy ready to be asked, many times. */
export interface CompiledPolicy {
  /** First the Deny statements: where one matches, nothing else counts. */
  readonly statements: readonly CompiledStatement[];
}

/**
 * Compiles the text of a policy of any kind. Throws MalformedPolicyError where the text does not follow the grammar;
 * a text that was stored has passed `validatePolicy`, which is stricter.
 */
export function compilePolicy(text: string): CompiledPolicy {
  return compileDocument(parsePolicy(text));
}

export function compileDocument(document: PolicyDocument): CompiledPolicy {
  const variables = document.version === '2012-10-17';
  const statements = document.statements.map((statement) => compileStatement(statement, variables));
  return { statements: statements.sort((one, other) => rank(one) - rank(other)) };
}

function rank(statement: CompiledStatement): number {
  return statement.effect === 'Deny' ? 0 : 1;
}

function compileStatement(statement: PolicyStatement, variables: boolean): CompiledStatement {
  const effect = statement.effect.toLowerCase() === 'deny' ? 'Deny' : 'Allow';
  const action = compileAction(statement);
  const resource = compileResources(statement, variables);
  const conditions = statement.conditions.map((condition) => compileCondition(condition, variables));
  return {
    sid: statement.sid,
    effect,
    principal: compilePrincipals(statement, effect),
    matches: (context) => {
      if (!action(context) || !resource(context)) return false;
      for (const condition of conditions) if (!condition(context)) return false;
      return true;
    },
  };
}

function compilePrincipals(
  { principal, notPrincipal }: PolicyStatement,
  effect: 'Allow' | 'Deny',
): CompiledStatement['principal'] {
  if (principal) {
    const match = compilePrincipal(principal);
    return (context) => match(context.caller);
  }
  if (notPrincipal) {
    const match = compileNotPrincipal(notPrincipal, effect);
    return (context) => match(context.caller);
  }
  return undefined;
}

function compileAction({ action, notAction }: PolicyStatement): (context: RequestContext) => boolean {
  const matches = compileActions(action ?? notAction ?? []);
  return notAction ? (context) => !matches(context) : matches;
}

/** Trust policies have neither Resource nor NotResource: they are about their role. */
function compileResources(
  { resource, notResource }: PolicyStatement,
  variables: boolean,
): (context: RequestContext) => boolean {
  const texts = resource ?? notResource;
  if (!texts) return () => true;
  const patterns = texts.map((text) => compileResource(text, variables));
  const matches = (context: RequestContext) => {
    for (const pattern of patterns) if (pattern(context.resource, context)) return true;
    return false;
  };
  return notResource ? (context) => !matches(context) : matches;
}
