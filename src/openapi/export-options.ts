import type { DocumentationVersion } from '../definitions/api-parts.ts';
import type { RestApiSnapshot } from '../definitions/rest-api.ts';
import type { Dialect } from './source-document.ts';

/** What is exported, and how much of it. */
export interface ExportOptions {
  readonly dialect: Dialect;
  readonly snapshot: RestApiSnapshot;
  readonly stageName: string;
  readonly region: string;
  /** `x-amazon-apigateway-integration` */
  readonly integrations: boolean;
  /** `x-amazon-apigateway-authorizer` */
  readonly authorizers: boolean;
  /** Every other extension. */
  readonly extensions: boolean;
  /** The documentation that the stage shows; absent when it shows none. */
  readonly documentation?: DocumentationVersion;
}

/** The models of a method are not JSON, so Swagger can't show them. */
export class NonJsonModelsError extends Error {
  override readonly name = 'NonJsonModelsError';
  /** Names of the models, separated by commas. */
  readonly models: string;

  constructor(models: string) {
    super(`only non-JSON models: ${models}`);
    this.models = models;
  }
}
