import { badRequest } from './error-kinds.ts';

/** Errors of ImportRestApi, PutRestApi and GetExport, with AWS's texts where they are known. */
export const importErrors = {
  /** What the reader of definitions says is AWS's text. */
  invalidDefinition: (message: string) => badRequest(message),
  /** Ours. */
  definitionTooLarge: (maximum: number) =>
    badRequest(`The API definition exceeds the maximum size of ${maximum} bytes.`),
  /** Ours. */
  invalidImportParameter: (name: string, values: readonly string[]) =>
    badRequest(`Invalid ${name} specified. Valid options are ${values.join(',')}`),
  importFailed: (errors: readonly string[], warnings: readonly string[]) =>
    badRequest(
      `Errors found during import:\n\t${errors.join('\n\t')}${
        warnings.length > 0 ? `\nAdditionally, these warnings were found:\n\t${warnings.join('\n\t')}` : ''
      }`,
    ),
  /** Ours. */
  invalidGatewayResponseType: () => badRequest('Invalid gateway response type specified'),
  /** Ours. */
  invalidExportType: () => badRequest('Invalid export type specified. Valid options are oas30,swagger'),
  /** Ours. */
  invalidExportFormat: () =>
    badRequest('Invalid accept type specified. Valid options are application/json,application/yaml'),
  /** Ours: AWS exports these too. */
  postmanExtensions: () => badRequest('Exports with Postman extensions are not supported'),
  /** Ours. */
  invalidExportExtension: (name: string) => badRequest(`Invalid extensions specified: ${name}`),
  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-export-api.html */
  nonJsonModels: (where: string) => badRequest(`Only found non-JSON body models for ${where}`),
} as const;
