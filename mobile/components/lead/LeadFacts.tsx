import type { Pipeline } from '@foryou-crm/contract/amo-crm';
import type { LeadDetails, Task } from '@foryou-crm/contract/lead';
import PhoneCall from 'lucide-react-native/icons/phone-call';
import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/Button';
import { space } from '@/theme/tokens';
import { ContactActions } from './ContactActions';
import { Fields } from './Fields';
import { LeadTop } from './LeadTop';
import { People, type Person } from './People';
import { emailsOf, phonesOf, type Grouped } from './reach';
import { StageChanger } from './StageChanger';
import { Tasks } from './Tasks';
import type { LeadAccount } from './use-account';
import type { Calling } from './use-calling';
import type { Sending } from './use-unsent';

/** Everything about the lead but its history, in the order a broker needs it. */
export function LeadFacts({
  lead,
  account,
  pipelines,
  grouped,
  calling,
  sending,
  notice,
  canGive,
  onEdit,
  onGive,
  onStage,
  onLogCall,
  onAddTask,
  onComplete,
  onPerson,
}: {
  lead: LeadDetails;
  account: LeadAccount;
  pipelines: readonly Pipeline[];
  grouped: Grouped;
  calling: Calling;
  sending: Sending;
  /** What must be said before all else. */
  notice: ReactNode;
  canGive: boolean;
  onEdit: () => void;
  onGive: () => void;
  onStage: () => void;
  onLogCall: () => void;
  onAddTask: () => void;
  onComplete: (task: Task) => void;
  onPerson: (person: Person) => void;
}) {
  const { t } = useTranslation('lead');
  return (
    <View style={styles.facts}>
      {notice}
      <LeadTop lead={lead} account={account} onEdit={onEdit} onGive={canGive ? onGive : null} />
      <StageChanger
        lead={lead}
        pipeline={pipelines.find(({ id }) => id === lead.pipelineId) ?? null}
        now={account.now}
        onOpen={onStage}
      />
      <ContactActions
        phones={phonesOf(lead.contacts, grouped)}
        emails={emailsOf(lead.contacts)}
        onReach={calling.reach}
      />
      {calling.offersLog && (
        <Button kind="secondary" icon={PhoneCall} label={t('afterCall.log')} onPress={onLogCall} />
      )}
      <Tasks
        tasks={lead.tasks}
        account={account}
        sending={sending}
        onAdd={onAddTask}
        onComplete={onComplete}
      />
      <People lead={lead} grouped={grouped} onOpen={onPerson} />
      <Fields fields={lead.customFields} account={account} />
    </View>
  );
}

const styles = StyleSheet.create({
  facts: { gap: space.l, paddingHorizontal: space.screen, paddingBottom: space.l },
});
