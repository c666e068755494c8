import type { Integration, IntegrationResponse, Method } from '../../definitions/rest-api.ts';
import { PatternError } from '../../protocols/pattern/syntax.ts';
import { NotServable } from '../compile/not-servable.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Templates } from '../mapping/choose-template.ts';
import { JavaRegex, RegexBudgetError } from '../mapping/java-regex/java-regex.ts';
import { compileMappingTemplate, type MappingTemplate } from '../mapping/mapping-template.ts';
import { compileResponseParameters, type ResponseParameters } from '../mapping/response-parameters.ts';
import { ConfigurationError } from '../responses/configuration-error.ts';
import { GatewayError } from '../responses/gateway-error.ts';

const NO_MATCH = 'No match for output mapping and no default output mapping configured';

/** An integration, and the method responses that its integration responses lead to. */
export type MappedIntegration = Integration & Pick<Method, 'methodResponses'>;

/** One integration response, compiled. */
export interface CompiledResponse {
  readonly status: number;
  readonly parameters: ResponseParameters;
  readonly templates: Templates<{ readonly contentType: string; readonly template: MappingTemplate }>;
  readonly contentHandling: IntegrationResponse['contentHandling'];
}

/**
 * Chooses the integration response for what an integration answered.
 * @param text the HTTP status, or the error message of a Lambda function
 */
export type SelectResponse = (text: string) => CompiledResponse;

/**
 * Compiles an integration's responses. The first whose `selectionPattern` matches the whole text is chosen, else the
 * one without a pattern; with neither, the API is configured wrongly: "No match for output mapping and no default
 * output mapping configured". Throws NotServable.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_IntegrationResponse.html
 */
export function compileIntegrationResponses(
  { integrationResponses, methodResponses }: MappedIntegration,
  stage: StageFacts,
): SelectResponse {
  const patterns: { readonly pattern: JavaRegex; readonly response: Selectable }[] = [];
  let byDefault: Selectable | undefined;
  for (const definition of Object.values(integrationResponses ?? {})) {
    const isDeclared = Object.hasOwn(methodResponses ?? {}, definition.statusCode);
    const response = { ...compileOne(definition, stage), isDeclared };
    if (definition.selectionPattern) {
      patterns.push({ pattern: compilePattern(definition.selectionPattern), response });
    } else {
      byDefault ??= response;
    }
  }
  return (text) => {
    const selected = patterns.find(({ pattern }) => matches(pattern, text))?.response ?? byDefault;
    if (!selected) throw GatewayError.of('API_CONFIGURATION_ERROR', new ConfigurationError(NO_MATCH));
    if (!selected.isDeclared) throw undeclared(selected.status);
    return selected;
  };
}

interface Selectable extends CompiledResponse {
  /** False when the method has no response of that status. */
  readonly isDeclared: boolean;
}

/** https://repost.aws/knowledge-center/api-gateway-internal-server-error has the line of the execution log. */
function undeclared(status: number): GatewayError {
  const line = `Output mapping refers to an invalid method response: ${status}`;
  return GatewayError.of('API_CONFIGURATION_ERROR', new ConfigurationError(line));
}

function compileOne(
  { statusCode, responseParameters, responseTemplates, contentHandling }: IntegrationResponse,
  stage: StageFacts,
): CompiledResponse {
  const status = Number(statusCode);
  if (!(status >= 200 && status <= 599))
    throw new NotServable(`${statusCode} is not the status of an answer`);
  const templates = Object.entries(responseTemplates ?? {}).map(
    ([contentType, source]) =>
      [
        contentType.toLowerCase(),
        {
          contentType,
          template: compileMappingTemplate(source, { of: 'response', contentType, statusCode }),
        },
      ] as const,
  );
  return {
    status,
    parameters: compileResponseParameters(responseParameters, stage),
    templates: new Map(templates),
    contentHandling,
  };
}

function compilePattern(source: string): JavaRegex {
  try {
    return new JavaRegex(source);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new NotServable(`the selection pattern ${source} is not understood: ${error.message}`);
  }
}

/** A text that takes too long to match does not. */
function matches(pattern: JavaRegex, text: string): boolean {
  try {
    return pattern.matches(text);
  } catch (error) {
    if (error instanceof RegexBudgetError) return false;
    throw error;
  }
}
