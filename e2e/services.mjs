// Tempo and Jira in miniature, on a port of this machine: for what the built-in simulator cannot show from outside, such as
// answers that take their time, connections that break, and what was written in the end.

import { createServer } from 'node:http';

export const secrets = { tempo: 'tempo-token-7f3a9c', jira: 'jira-token-51be02' };
const email = 'anna@example.com';
const me = '712020:00000000-0000-4000-8000-000000000001';

const issues = [
  { id: '10014', key: 'ATLAS-14', fields: { summary: 'Rank exact matches first' } },
  { id: '10017', key: 'ATLAS-17', fields: { summary: 'Index attachments in the background' } },
  { id: '10002', key: 'INT-2', fields: { summary: 'Daily stand-up' } },
];

export class Services {
  worklogs = new Map();
  requests = []; // method, path, body, and whether the caller left before the answer
  delay = 0; // milliseconds before each answer
  closedDays = new Set();
  #nextID = 501;
  #gates = [];

  static async start(t) {
    const services = new Services();
    const server = createServer((request, response) => {
      services.#serve(request, response).catch(error => response.destroy(error));
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    t.after(() => {
      server.closeAllConnections();
      return new Promise(resolve => server.close(resolve));
    });
    services.origin = `http://127.0.0.1:${server.address().port}`;
    return services;
  }

  settings(more = {}) {
    return {
      TEMPO_BASE_URL: `${this.origin}/4`, JIRA_BASE_URL: this.origin, ATLASSIAN_API_URL: `${this.origin}/gateway`,
      TEMPO_API_TOKEN: secrets.tempo, JIRA_API_TOKEN: secrets.jira, JIRA_EMAIL: email,
      TEMPO_MCP_RETRY_DELAY: '50ms', ...more,
    };
  }

  // hold stops the next request of a kind when it arrives, until it is told how to go on: answer it, break the connection
  // after its effect, or break it before.
  hold(method, path) {
    const gate = { method, path };
    gate.arrived = new Promise(resolve => { gate.arrive = resolve; });
    gate.decided = new Promise(resolve => { gate.decide = resolve; });
    this.#gates.push(gate);
    return {
      arrived: gate.arrived,
      answer: () => gate.decide('answer'),
      breakAfter: () => gate.decide('after'),
      breakBefore: () => gate.decide('before'),
    };
  }

  sent(method, path) { return this.requests.filter(r => r.method === method && path.test(r.path)); }

  async #serve(request, response) {
    const url = new URL(request.url, this.origin);
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) {
      text += chunk;
    }
    const call = {
      method: request.method, path: url.pathname, query: url.searchParams, body: text && JSON.parse(text),
      authorization: request.headers.authorization ?? '', left: false,
    };
    this.requests.push(call);
    response.on('close', () => { call.left = !response.writableFinished; });

    const way = await this.#pass(call);
    if (way === 'before') {
      return void response.destroy();
    }
    const [status, body] = this.#refusal(call) ?? this.#handle(call);
    if (way === 'after') {
      return void response.destroy();
    }
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body === undefined ? undefined : JSON.stringify(body));
  }

  async #pass(call) {
    const at = this.#gates.findIndex(g => g.method === call.method && g.path.test(call.path));
    if (at >= 0) {
      const [gate] = this.#gates.splice(at, 1);
      gate.arrive(call);
      return gate.decided;
    }
    await new Promise(resolve => setTimeout(resolve, this.delay));
    return 'answer';
  }

  // The refusals repeat the credential, as some gateways do, to see what becomes of it.
  #refusal({ path, authorization }) {
    const basic = Buffer.from(`${email}:${secrets.jira}`).toString('base64');
    if (path.startsWith('/4/')) {
      return authorization === `Bearer ${secrets.tempo}` ? undefined : [401, { errors: [{ message: `Bad token: ${authorization}` }] }];
    }
    return authorization === `Basic ${basic}` ? undefined : [401, { errorMessages: [`Bad credentials: ${authorization}`] }];
  }

  #handle(call) {
    const { method, path } = call;
    const route = `${method} ${path.replace(/\d{3,}/g, 'N')}`;
    switch (route) {
      case 'GET /rest/api/3/myself':
        return [200, { accountId: me, displayName: 'Anna Example', emailAddress: email, timeZone: 'Europe/Berlin', active: true }];
      case 'POST /rest/api/3/issue/bulkfetch':
        return [200, { issues: issues.filter(i => call.body.issueIdsOrKeys.some(k => k === i.id || k === i.key)), issueErrors: [] }];
      case 'GET /4/globalconfiguration':
        return [200, { weekStart: 1 }];
      case 'GET /4/work-attributes':
      case 'GET /4/accounts':
        return [200, page([])];
      case 'GET /4/user-schedule':
        return [200, page([...days(call.query.get('from'), call.query.get('to'))].map(required))];
      case 'POST /4/worklogs':
        return this.#create(call.body);
      case 'POST /4/worklogs/issue/N/bulk':
        return this.#createAll(call.body, Number(path.split('/').at(-2)));
      case 'GET /4/worklogs/N':
      case 'PUT /4/worklogs/N':
      case 'DELETE /4/worklogs/N':
        return this.#one(call, Number(path.split('/').at(-1)));
      default:
        if (method === 'GET' && path === `/4/worklogs/user/${me}`) {
          return [200, page(this.#between(call.query.get('from'), call.query.get('to')))];
        }
        return [404, { errors: [{ message: 'Not found' }], errorMessages: ['Issue does not exist.'] }];
    }
  }

  #between(from, to) {
    return [...this.worklogs.values()].filter(w => w.startDate >= from && w.startDate <= to);
  }

  #create(body) {
    if (this.closedDays.has(body.startDate)) {
      return [403, { errors: [{ message: 'Period is closed' }] }];
    }
    const worklog = this.#shown(this.#nextID++, body.issueId, body);
    this.worklogs.set(worklog.tempoWorklogId, worklog);
    return [200, worklog];
  }

  #createAll(list, issueId) {
    if (list.some(body => this.closedDays.has(body.startDate))) {
      return [403, { errors: [{ message: 'Period is closed' }] }];
    }
    return [200, list.map(body => this.#create({ ...body, issueId })[1])];
  }

  #one({ method, body }, id) {
    const worklog = this.worklogs.get(id);
    if (!worklog) {
      return [404, { errors: [{ message: 'Worklog not found' }] }];
    }
    if (method === 'PUT') {
      this.worklogs.set(id, this.#shown(id, worklog.issue.id, body)); // what the update does not name is gone
    }
    if (method === 'DELETE') {
      this.worklogs.delete(id);
      return [204];
    }
    return [200, this.worklogs.get(id)];
  }

  #shown(id, issueId, body) {
    const now = new Date().toISOString();
    return {
      self: `${this.origin}/4/worklogs/${id}`, tempoWorklogId: id, issue: { self: '', id: issueId },
      timeSpentSeconds: body.timeSpentSeconds, billableSeconds: body.billableSeconds ?? body.timeSpentSeconds,
      startDate: body.startDate, startTime: body.startTime ?? '08:00:00', description: body.description ?? '',
      createdAt: now, updatedAt: now, author: { accountId: body.authorAccountId },
      attributes: { self: '', values: body.attributes ?? [] },
    };
  }
}

function page(results) {
  return { self: '', metadata: { count: results.length, offset: 0, limit: 5000 }, results };
}

function* days(from, to) {
  for (const day = new Date(from); day.toISOString().slice(0, 10) <= to; day.setUTCDate(day.getUTCDate() + 1)) {
    yield day.toISOString().slice(0, 10);
  }
}

function required(date) {
  const weekend = [0, 6].includes(new Date(date).getUTCDay());
  return { date, requiredSeconds: weekend ? 0 : 8 * 3600, type: weekend ? 'NON_WORKING_DAY' : 'WORKING_DAY' };
}
