import type { Lead } from '@foryou-crm/contract/leads';
import { memo, useCallback, useMemo } from 'react';
import { StyleSheet, View, type AccessibilityActionEvent } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Card } from '@/components/ui/Card';
import { PressableScale } from '@/components/ui/PressableScale';
import { useTheme } from '@/theme/ThemeProvider';
import { border, radius } from '@/theme/tokens';
import { keyShortcut, notSelectable } from './card-aria';
import { CardFace, type CardShape } from './CardFace';
import { useCardActions, useDragState } from './drag/drag-context';
import { LiveWash } from './LiveWash';

export type { CardShape };

/**
 * A lead at a glance. Pressing opens it; holding lifts it; "Move to…" is in its menu, among its
 * accessibility actions, and under `m`.
 */
export const LeadCard = memo(function LeadCard({ lead, shape }: { lead: Lead; shape: CardShape }) {
  const { t } = useTranslation('board');
  const { colours } = useTheme();
  const { drag, open, openMenu } = useCardActions();
  const lifted = useDragState(drag, (state) => state.lifted?.lead.id === lead.id);
  const ref = useCallback(
    (view: View | null) => (view === null ? undefined : drag.addCard(lead, view)),
    [drag, lead],
  );
  const actions = useMemo(() => [{ name: 'move', label: t('move.action') }], [t]);
  const onAction = ({ nativeEvent }: AccessibilityActionEvent) => {
    if (nativeEvent.actionName === 'move') openMenu(lead);
  };
  return (
    <View ref={ref} collapsable={false} style={notSelectable}>
      <PressableScale
        role="link"
        {...keyShortcut('m')}
        accessibilityActions={actions}
        onAccessibilityAction={onAction}
        onPress={() => open(lead)}
      >
        <Card shape="card" style={[styles.clip, lifted && styles.invisible]}>
          <CardFace lead={lead} shape={shape} />
          <LiveWash leadId={lead.id} />
        </Card>
      </PressableScale>
      {lifted && (
        <View pointerEvents="none" style={[styles.ghost, { borderColor: colours.lineStrong }]} />
      )}
    </View>
  );
});

const styles = StyleSheet.create({
  clip: { overflow: 'hidden' },
  invisible: { opacity: 0 },
  ghost: {
    position: 'absolute',
    top: 0,
    left: 0,
    right: 0,
    bottom: 0,
    borderWidth: border.ghost,
    borderStyle: 'dashed',
    borderRadius: radius.card,
  },
});
