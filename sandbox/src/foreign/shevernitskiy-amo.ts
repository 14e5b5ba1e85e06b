import { Amo, type OAuth } from '@shevernitskiy/amo';
import { travel } from './journey.ts';

/** @shevernitskiy/amo: fetch, JSON token calls, pages by number until amoCRM names no next one. */
await travel(({ host, code, clientId, clientSecret, redirectUri }) => {
  const integration = {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uri: redirectUri,
  };
  let kept: OAuth | undefined;
  const options = { on_token: (token: OAuth) => void (kept = token) };
  let amo = new Amo(host, { ...integration, grant_type: 'authorization_code', code }, options);
  const pair = (): OAuth => {
    if (kept === undefined) throw new Error('no token came');
    return kept;
  };
  return {
    async allLeads() {
      const ids: number[] = [];
      for (let page = 1; ; page += 1) {
        const { _embedded, _links } = await amo.lead.getLeads({ limit: 50, page });
        ids.push(..._embedded.leads.map(({ id }) => id));
        if (_links.next === undefined) return ids;
      }
    },
    async create(name) {
      const { _embedded } = await amo.lead.addLeads([{ name }]);
      return _embedded.leads?.[0]?.id ?? 0;
    },
    async move(id, stage) {
      await amo.lead.updateLeadById(id, stage);
    },
    async stageOf(id) {
      const { pipeline_id, status_id } = await amo.lead.getLeadById(id);
      return { pipeline_id: pipeline_id ?? 0, status_id: status_id ?? 0 };
    },
    async refresh() {
      const before = pair();
      amo = new Amo(host, { ...integration, ...before, expires_at: 0 }, options);
      await amo.account.getAccount();
      return { before, after: pair() };
    },
  };
});
