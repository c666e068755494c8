import type { MethodSetting, Stage } from './rest-api.ts';

/** Key of the settings that hold for every method without its own. */
export const EVERY_METHOD = '*/*';

/**
 * The settings of one method of a stage: its own, else the stage's, else undefined (nothing is set, the defaults hold).
 * @param resourcePath path of the resource, e.g. `/pets/{id}`
 * @param httpMethod the method as the API defines it: an HTTP method or `ANY`
 */
export function methodSettingFor(
  stage: Stage,
  resourcePath: string,
  httpMethod: string,
): MethodSetting | undefined {
  const encoded = resourcePath.replaceAll('/', '~1');
  for (const key of [`${encoded}/${httpMethod}`, `${encoded.slice(2)}/${httpMethod}`, EVERY_METHOD]) {
    if (Object.hasOwn(stage.methodSettings, key)) return stage.methodSettings[key];
  }
  return undefined;
}
