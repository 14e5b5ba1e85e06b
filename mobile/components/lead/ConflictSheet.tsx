import type { Pipeline } from '@foryou-crm/contract/amo-crm';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/Button';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { Sheet } from '@/components/ui/Sheet';
import { useFormat } from '@/i18n/use-format';
import { stageName } from './stage-name';
import { nameOfUser, type LeadAccount } from './use-account';
import type { ChangeLead } from './use-change-lead';

/** A colleague was quicker: how the lead is now, what was wanted, and two ways on. */
export function ConflictSheet({
  changes,
  pipelines,
  account,
}: {
  changes: ChangeLead;
  pipelines: readonly Pipeline[];
  account: LeadAccount;
}) {
  const { t } = useTranslation('lead');
  const format = useFormat();
  const { conflict, changeAnyway, keepTheirs } = changes;
  const money = (amount: number) =>
    account.currency === null ? format.number(amount) : format.money(amount, account.currency);
  const stage = (of: { pipelineId: number; stageId: number }) =>
    stageName(pipelines, of) ?? t('stage.unknown');
  const now = conflict?.now;
  const wanted = conflict?.request.shown;
  return (
    <Sheet
      open={conflict !== null}
      onClose={keepTheirs}
      title={t('conflict.title')}
      description={t('conflict.text')}
      footer={
        <>
          <Button label={t('conflict.anyway')} onPress={changeAnyway} />
          <Button kind="quiet" label={t('conflict.keep')} onPress={keepTheirs} />
        </>
      }
    >
      {now !== undefined && (
        <Group title={t('conflict.now')}>
          <ListRow label={t('edit.name')} value={now.name} />
          <ListRow label={t('stage.title')} value={stage(now)} />
          <ListRow label={t('edit.price')} value={money(now.price)} />
          <ListRow
            label={t('responsible.title')}
            value={nameOfUser(now.responsibleUser, account) ?? t('unknownUser')}
          />
        </Group>
      )}
      {wanted !== undefined && (
        <Group title={t('conflict.wanted')}>
          {wanted.name !== undefined && <ListRow label={t('edit.name')} value={wanted.name} />}
          {wanted.stageId !== undefined && wanted.pipelineId !== undefined && (
            <ListRow
              label={t('stage.title')}
              value={stage({ pipelineId: wanted.pipelineId, stageId: wanted.stageId })}
            />
          )}
          {wanted.price !== undefined && (
            <ListRow label={t('edit.price')} value={money(wanted.price)} />
          )}
          {wanted.responsibleUser !== undefined && (
            <ListRow
              label={t('responsible.title')}
              value={nameOfUser(wanted.responsibleUser, account) ?? t('unknownUser')}
            />
          )}
        </Group>
      )}
    </Sheet>
  );
}
