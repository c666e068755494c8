import type { Integration, IntegrationResponse } from '../../definitions/rest-api.ts';
import { PatternError } from '../../protocols/pattern/syntax.ts';
import { NotServable } from '../compile/not-servable.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Templates } from '../mapping/choose-template.ts';
import { JavaRegex, RegexBudgetError } from '../mapping/java-regex/java-regex.ts';
import { compileMappingTemplate, type MappingTemplate } from '../mapping/mapping-template.ts';
import { compileResponseParameters, type ResponseParameters } from '../mapping/response-parameters.ts';
import { GatewayError } from '../responses/gateway-error.ts';

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
  { integrationResponses }: Integration,
  stage: StageFacts,
): SelectResponse {
  const patterns: { readonly pattern: JavaRegex; readonly response: CompiledResponse }[] = [];
  let byDefault: CompiledResponse | undefined;
  for (const definition of Object.values(integrationResponses ?? {})) {
    const response = compileOne(definition, stage);
    if (definition.selectionPattern) {
      patterns.push({ pattern: compilePattern(definition.selectionPattern), response });
    } else {
      byDefault ??= response;
    }
  }
  return (text) => {
    for (const { pattern, response } of patterns) if (matches(pattern, text)) return response;
    if (!byDefault) throw GatewayError.of('API_CONFIGURATION_ERROR');
    return byDefault;
  };
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
