import type { Route, RouteMatch, Router } from './router.ts';

/** What every router must find; the value of a route is `METHOD path`. */
export interface RouterCase {
  readonly what: string;
  readonly routes: readonly string[];
  /** Request to the route that serves it, with parameters as `name=value`; undefined when none does. */
  readonly requests: Readonly<Record<string, string | undefined>>;
}

export const ROUTER_CASES: readonly RouterCase[] = [
  {
    what: 'literals, the root and slashes at the end',
    routes: ['GET /', 'GET /users', 'POST /users', 'GET /users/me'],
    requests: {
      'GET /': 'GET /',
      'GET /users': 'GET /users',
      'GET /users/': 'GET /users',
      'GET /users//': 'GET /users',
      'POST /users': 'POST /users',
      'PUT /users': undefined,
      'GET /users/me': 'GET /users/me',
      'GET /users/me/x': undefined,
      'GET /Users': undefined,
    },
  },
  {
    what: 'a literal goes before a parameter, and that before a greedy one',
    routes: ['GET /a/b', 'GET /a/{id}', 'GET /a/{rest+}', 'GET /{top}'],
    requests: {
      'GET /a/b': 'GET /a/b',
      'GET /a/c': 'GET /a/{id} id=c',
      'GET /a/c/d': 'GET /a/{rest+} rest=c/d',
      'GET /x': 'GET /{top} top=x',
      'GET /x/y': undefined,
      'GET /a': 'GET /{top} top=a',
    },
  },
  {
    what: 'a greedy parameter needs at least one segment and keeps slashes within',
    routes: ['ANY /{proxy+}'],
    requests: {
      'GET /': undefined,
      'GET /proxy-value': 'ANY /{proxy+} proxy=proxy-value',
      'GET /proxy-value/': 'ANY /{proxy+} proxy=proxy-value',
      'GET /proxy-value//double-slash': 'ANY /{proxy+} proxy=proxy-value//double-slash',
      'DELETE /a/test%2Balias@gmail.com/b': 'ANY /{proxy+} proxy=a/test%2Balias@gmail.com/b',
    },
  },
  {
    what: 'the request method goes before ANY on one resource, but not before a more specific path',
    routes: ['ANY /x', 'GET /x', 'ANY /x/any', 'OPTIONS /{proxy+}'],
    requests: {
      'GET /x': 'GET /x',
      'POST /x': 'ANY /x',
      'OPTIONS /x/any': 'ANY /x/any',
      'OPTIONS /y': 'OPTIONS /{proxy+} proxy=y',
    },
  },
  {
    // LocalStack's AWS-validated test_proxy_routing_with_hardcoded_resource_sibling.
    what: 'a resource without the method leaves the request to its greedy sibling',
    routes: ['POST /test', 'ANY /test/any', 'OPTIONS /{proxy+}'],
    requests: {
      'OPTIONS /test': 'OPTIONS /{proxy+} proxy=test',
      'POST /test': 'POST /test',
      'OPTIONS /test/any': 'ANY /test/any',
      'GET /test/any': 'ANY /test/any',
      'GET /test': undefined,
    },
  },
  {
    what: 'a branch that ends nowhere is left for the next best',
    routes: ['GET /a/{x}/c', 'GET /{p}/b/d', 'GET /{p}/{q+}'],
    requests: {
      'GET /a/b/c': 'GET /a/{x}/c x=b',
      'GET /a/b/d': 'GET /{p}/b/d p=a',
      'GET /a/b/e': 'GET /{p}/{q+} p=a q=b/e',
      'GET /a//c': undefined,
    },
  },
  {
    what: 'names that mean something to JavaScript mean nothing',
    routes: ['GET /constructor', 'GET /{__proto__}/x'],
    requests: {
      'GET /constructor': 'GET /constructor',
      'GET /toString': undefined,
      'GET /__proto__/x': 'GET /{__proto__}/x __proto__=__proto__',
      'constructor /constructor': undefined,
    },
  },
];

export function routesOf(texts: readonly string[]): Route<string>[] {
  return texts.map((text) => {
    const [method = '', path = ''] = text.split(' ');
    return { method, path, value: text };
  });
}

export function describeMatch(match: RouteMatch<string> | undefined): string | undefined {
  if (!match) return undefined;
  const parameters = Object.entries(match.parameters ?? {}).map(([name, value]) => ` ${name}=${value}`);
  return match.value + parameters.join('');
}

export function findText(router: Router<string>, request: string): string | undefined {
  const [method = '', path = ''] = request.split(' ');
  return describeMatch(router.find(method, path));
}
