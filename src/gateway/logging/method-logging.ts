import type { MethodSetting } from '../../definitions/rest-api.ts';

/** What a stage logs of the executions of a method. */
export interface MethodLogging {
  readonly level: 'ERROR' | 'INFO';
  /** Whether requests and answers are logged whole; API Gateway does so at level INFO. */
  readonly dataTrace: boolean;
}

/** Undefined when nothing is logged. https://docs.aws.amazon.com/apigateway/latest/api/API_MethodSetting.html */
export function methodLoggingOf(settings: MethodSetting | undefined): MethodLogging | undefined {
  const level = settings?.loggingLevel;
  if (level === undefined || level === 'OFF') return undefined;
  return { level, dataTrace: level === 'INFO' && settings?.dataTraceEnabled === true };
}
