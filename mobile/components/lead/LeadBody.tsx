import type { LeadDetails, Task } from '@foryou-crm/contract/lead';
import { useState } from 'react';
import { ScrollView, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import type { ApiFailure } from '@/api/failure';
import { usePipelines } from '@/components/board/use-board';
import { useFormat } from '@/i18n/use-format';
import { useTheme } from '@/theme/ThemeProvider';
import { border, space } from '@/theme/tokens';
import { LeadBar, type Back } from './LeadBar';
import { LeadFacts } from './LeadFacts';
import { LeadSheets, type SheetName } from './LeadSheets';
import { StaleLead } from './LeadTrouble';
import { NoteComposer } from './NoteComposer';
import { openAddress } from './open-address';
import type { Person } from './People';
import { phonesOf } from './reach';
import { Section } from './Section';
import { stageName } from './stage-name';
import { TimelineList } from './TimelineList';
import { useLeadAccount } from './use-account';
import { useCalling } from './use-calling';
import { useTimeline } from './use-lead';
import { useLeadActs } from './use-lead-acts';
import { usePhoneGroups } from './phone-groups';
import { useChoices } from './use-settings';
import { useUnsent } from './use-unsent';

/** The title is gone from the screen after so many points. */
const TITLE_GONE = 56;

/** A lead that is known: facts, history and a place to write, and whatever is opened over them. */
export function LeadBody({
  lead,
  back,
  wide,
  stale,
  onRefresh,
  refreshing,
}: {
  lead: LeadDetails;
  back: Back | null;
  wide: boolean;
  /** Why it could not be asked for anew. */
  stale: { failure: ApiFailure; updatedAt: number } | null;
  onRefresh: () => void;
  refreshing: boolean;
}) {
  const { t } = useTranslation('lead');
  const { colours } = useTheme();
  const format = useFormat();
  const account = useLeadAccount();
  const pipelines = usePipelines().data ?? [];
  const users = useChoices()?.users ?? [];
  const grouped = usePhoneGroups();
  const timeline = useTimeline(lead.id);
  const sending = useUnsent(lead.id, account.amoUserId);
  const acts = useLeadActs(lead, pipelines, sending);
  const [sheet, setSheet] = useState<SheetName | null>(null);
  const [opened, setOpened] = useState(0);
  const [person, setPerson] = useState<Person | null>(null);
  const [completing, setCompleting] = useState<Task | null>(null);
  const [scrolled, setScrolled] = useState(false);
  const [pulled, setPulled] = useState(false);
  if (pulled && !refreshing) setPulled(false);
  const open = (name: SheetName) => {
    setOpened(opened + 1);
    setSheet(name);
  };
  const calling = useCalling(() => setSheet('afterCall'));
  const openCrm =
    account.domain === ''
      ? null
      : () => void openAddress(`https://${account.domain}/leads/detail/${String(lead.id)}`);
  const [phone] = phonesOf(lead.contacts, grouped);
  const money =
    account.currency === null
      ? format.number(lead.price)
      : format.money(lead.price, account.currency);
  const stage = stageName(pipelines, lead) ?? t('stage.unknown');

  const facts = (
    <LeadFacts
      lead={lead}
      account={account}
      pipelines={pipelines}
      grouped={grouped}
      calling={calling}
      sending={sending}
      notice={stale && <StaleLead {...stale} account={account} onRetry={onRefresh} />}
      canGive={users.length > 0}
      onEdit={() => open('edit')}
      onGive={() => open('give')}
      onStage={() => open('stage')}
      onLogCall={() => setSheet('afterCall')}
      onAddTask={() => setSheet('addTask')}
      onComplete={setCompleting}
      onPerson={setPerson}
    />
  );
  const history = (
    <View style={styles.history}>
      <Section
        title={t('timeline.title')}
        action={{ label: t('afterCall.log'), onPress: () => setSheet('afterCall') }}
      />
    </View>
  );
  const list = (
    <TimelineList
      timeline={timeline}
      account={account}
      sending={sending}
      header={
        <>
          {!wide && facts}
          {history}
        </>
      }
      refreshing={pulled}
      onRefresh={() => {
        setPulled(true);
        onRefresh();
      }}
      {...(!wide && { onScrolled: (offset: number) => setScrolled(offset > TITLE_GONE) })}
    />
  );
  const composer = (
    <NoteComposer onSend={(text) => void sending.send({ what: 'note', body: { text } })} />
  );
  return (
    <>
      <LeadBar
        back={back}
        title={scrolled && !wide ? lead.name : null}
        note={t('barNote', { money, stage })}
        onCall={phone === undefined ? null : () => calling.reach('call', phone)}
        onOpenCrm={openCrm}
        onMenu={() => open('menu')}
      />
      {wide ? (
        <View style={styles.columns}>
          <ScrollView
            style={[styles.left, { borderColor: colours.line }]}
            contentContainerStyle={styles.leftContent}
            tabIndex={0}
            role="group"
            aria-label={lead.name}
          >
            {facts}
          </ScrollView>
          <View style={styles.right}>
            {list}
            {composer}
          </View>
        </View>
      ) : (
        <>
          <View style={styles.fill}>{list}</View>
          {composer}
        </>
      )}
      <LeadSheets
        lead={lead}
        account={account}
        pipelines={pipelines}
        users={users}
        grouped={grouped}
        acts={acts}
        calling={calling}
        sending={sending}
        shown={sheet}
        opened={opened}
        person={person}
        completing={completing}
        onOpen={open}
        onClose={() => {
          setSheet(null);
          setPerson(null);
          setCompleting(null);
        }}
        onRefresh={onRefresh}
        onOpenCrm={openCrm}
      />
    </>
  );
}

const styles = StyleSheet.create({
  fill: { flex: 1 },
  columns: { flex: 1, flexDirection: 'row' },
  left: {
    flexGrow: 0,
    flexShrink: 0,
    flexBasis: '42%',
    maxWidth: 520,
    borderRightWidth: border.hairline,
  },
  leftContent: { paddingBottom: space.xxl },
  right: { flex: 1, paddingTop: space.xs },
  history: { paddingHorizontal: space.screen, paddingBottom: space.m, paddingTop: space.s },
});
